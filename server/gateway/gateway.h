/* Entry points of the commands that use edi/. */
#ifndef HANSA_GATEWAY_GATEWAY_H
#define HANSA_GATEWAY_GATEWAY_H

int gateway_main(int argc, char **argv); /* hansa gateway --conf FILE */
int edi_main(int argc, char **argv);     /* hansa edi check|ack|convert … */

#endif
