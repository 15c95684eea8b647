# embed_tree(DIR PATTERN...): makes DIR/embedded.S and DIR/embedded.c, which carry every file that matches.
enable_language(ASM)
function(embed_tree dir)
  file(MAKE_DIRECTORY ${dir})
  set(files "")
  foreach(pattern ${ARGN})
    file(GLOB_RECURSE found RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${pattern})
    list(APPEND files ${found})
  endforeach()
  list(SORT files)
  set(asm "    .section .rodata\n    .section .note.GNU-stack,\"\",%progbits\n    .section .rodata\n")
  set(decls "")
  set(rows "")
  set(depends "")
  set(i 0)
  foreach(f ${files})
    string(APPEND asm "    .balign 16\nembed_${i}:\n    .incbin \"${CMAKE_SOURCE_DIR}/${f}\"\nembed_${i}_end:\n    .byte 0\n"
                      "    .globl embed_${i}\n    .globl embed_${i}_end\n")
    string(APPEND decls "extern const char embed_${i}[], embed_${i}_end[];\n")
    string(APPEND rows "  {\"${f}\", embed_${i}, embed_${i}_end},\n")
    list(APPEND depends ${CMAKE_SOURCE_DIR}/${f})
    math(EXPR i "${i} + 1")
  endforeach()
  set(c "#include \"base/embed.h\"\n${decls}static const struct { const char *path, *begin, *end; } rows[] = {\n${rows}};\n")
  string(APPEND c "static struct embed_file table[sizeof rows / sizeof *rows];\n"
                  "const size_t embed_count = sizeof rows / sizeof *rows;\n"
                  "const struct embed_file *const embed_table = table;\n"
                  "__attribute__((constructor)) static void fill(void) {\n"
                  "  for (size_t i = 0; i < embed_count; i++)\n"
                  "    table[i] = (struct embed_file){str_of(rows[i].path), {rows[i].begin, (size_t)(rows[i].end - rows[i].begin)}};\n"
                  "}\n")
  file(CONFIGURE OUTPUT ${dir}/embedded.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${dir}/embedded.c CONTENT "${c}" @ONLY)
  set_source_files_properties(${dir}/embedded.S PROPERTIES OBJECT_DEPENDS "${depends}")
  set(EMBEDDED_SOURCES ${dir}/embedded.S ${dir}/embedded.c PARENT_SCOPE)
endfunction()
