# Puts text files of the repository into the binary.
#   backline_sql     sql/queries/noun/verb.sql → sql::noun::verb, and the list sql::all() of every
#                    statement, prepared on each connection; sql/reports/NAME.sql → sql::reports::NAME;
#                    sql/migrations → sql::migrations(), ascending.
#   backline_assets  web/dist (built here by npm and esbuild) and web/templates → assets::all().

set(EMBED_SCRIPT ${CMAKE_SOURCE_DIR}/cmake/write_embedded.cmake)
set(GENERATED ${CMAKE_BINARY_DIR}/generated)

file(GLOB sql_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/sql/queries/*/*.sql
     ${CMAKE_SOURCE_DIR}/sql/reports/*.sql ${CMAKE_SOURCE_DIR}/sql/migrations/*.sql)
add_custom_command(
  OUTPUT ${GENERATED}/store/sql.h ${GENERATED}/sql.cpp
  COMMAND ${CMAKE_COMMAND} -DKIND=sql -DSOURCE=${CMAKE_SOURCE_DIR} -DTARGET=${GENERATED} -P ${EMBED_SCRIPT}
  DEPENDS ${sql_files} ${EMBED_SCRIPT}
  COMMENT "Embedding SQL")
add_library(backline_sql STATIC ${GENERATED}/sql.cpp ${GENERATED}/store/sql.h)
target_include_directories(backline_sql PUBLIC ${GENERATED})
target_link_libraries(backline_sql PRIVATE backline_flags)

find_program(NODE NAMES node nodejs REQUIRED)
find_program(NPM npm REQUIRED)
file(GLOB_RECURSE web_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/console/* ${CMAKE_SOURCE_DIR}/web/form/*
     ${CMAKE_SOURCE_DIR}/web/reports/* ${CMAKE_SOURCE_DIR}/web/shared/*)
file(GLOB template_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/templates/*.mustache)
set(WEB_STAGE ${CMAKE_BINARY_DIR}/web)
add_custom_command(
  OUTPUT ${WEB_STAGE}/installed
  COMMAND ${CMAKE_COMMAND} -E make_directory ${WEB_STAGE}
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/web/package.json
          ${CMAKE_SOURCE_DIR}/web/package-lock.json ${WEB_STAGE}
  COMMAND ${CMAKE_COMMAND} -E chdir ${WEB_STAGE} ${NPM} ci --ignore-scripts --no-audit --no-fund --silent
  COMMAND ${CMAKE_COMMAND} -E touch ${WEB_STAGE}/installed
  DEPENDS ${CMAKE_SOURCE_DIR}/web/package.json ${CMAKE_SOURCE_DIR}/web/package-lock.json
  COMMENT "Installing the front end's packages" VERBATIM)
add_custom_command(
  OUTPUT ${WEB_STAGE}/dist/assets.json
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/web/build.mjs ${CMAKE_SOURCE_DIR}/web/tsconfig.json ${WEB_STAGE}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR}/web -DTARGET=${WEB_STAGE} -P ${CMAKE_SOURCE_DIR}/cmake/copy_web.cmake
  COMMAND ${CMAKE_COMMAND} -E chdir ${WEB_STAGE} ${NODE} build.mjs --out ${WEB_STAGE}/dist
  DEPENDS ${web_files} ${WEB_STAGE}/installed ${CMAKE_SOURCE_DIR}/web/build.mjs ${CMAKE_SOURCE_DIR}/web/tsconfig.json
          ${CMAKE_SOURCE_DIR}/cmake/copy_web.cmake
  COMMENT "Bundling the front end" VERBATIM)
add_custom_command(
  OUTPUT ${GENERATED}/http/embedded.h ${GENERATED}/assets.cpp
  COMMAND ${CMAKE_COMMAND} -DKIND=assets -DSOURCE=${CMAKE_SOURCE_DIR} -DSTAGE=${WEB_STAGE} -DTARGET=${GENERATED}
          -P ${EMBED_SCRIPT}
  DEPENDS ${WEB_STAGE}/dist/assets.json ${template_files} ${EMBED_SCRIPT}
  COMMENT "Embedding pages and assets")
add_library(backline_assets STATIC ${GENERATED}/assets.cpp ${GENERATED}/http/embedded.h)
target_include_directories(backline_assets PUBLIC ${GENERATED})
target_link_libraries(backline_assets PRIVATE backline_flags)
