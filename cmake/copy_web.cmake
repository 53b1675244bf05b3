# Brings the front end's sources beside its installed packages in the build folder, so that a build
# never writes into the checkout.
foreach(folder console form reports shared)
  file(REMOVE_RECURSE ${TARGET}/${folder})
  file(COPY ${SOURCE}/${folder} DESTINATION ${TARGET})
endforeach()
