// Says when the connection is lost, and that nothing is.
import { desk, feed } from './console';

export function LinkBanner({ phone }: { phone: string }) {
  const lost = feed.link.value === 'lost';
  const unsaved = desk.draft.value !== 'saved';
  return (
    <div role="alert">
      {lost && (
        <p class="link-banner">
          <strong>No connection.</strong> The queue below may be old.{' '}
          {unsaved ? 'Your note stays here and is saved when the connection is back.' : ''} Trying
          again by itself. The institute: {phone}
        </p>
      )}
    </div>
  );
}
