/* `hansa serve`: the API, the live socket and the public pages, in one process. */
#ifndef HANSA_OPS_SERVE_H
#define HANSA_OPS_SERVE_H

int serve_main(int argc, char **argv);

#endif
