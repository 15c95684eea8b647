/* What the command-line programs have in common, and their entry points. */
#ifndef HANSA_OPS_COMMAND_H
#define HANSA_OPS_COMMAND_H
#include "base/err.h"

int up_main(int argc, char **argv);
int doctor_main(int argc, char **argv);
int migrate_main(int argc, char **argv);
int demo_main(int argc, char **argv);
int user_main(int argc, char **argv);

/* Goes with the function that declares it, whichever way it returns. */
struct arena;
void command_arena_free(struct arena **a);
#define COMMAND_ARENA __attribute__((cleanup(command_arena_free))) struct arena

int command_fail(const struct err *e); /* says it on standard error; gives the exit code 1 */

#endif
