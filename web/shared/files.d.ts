// An imported picture is its hashed address.
declare module '*.svg' {
  const address: string;
  export default address;
}
