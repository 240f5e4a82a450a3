/* SPDX-License-Identifier: MIT */
/* The end of the process under test: exit handlers. */
#ifndef SIM_POSIX_EXITS_H
#define SIM_POSIX_EXITS_H

/**
 * Runs, in the calling task, what atexit and on_exit registered, last first, each once; then the
 * program's destructors.  For exit(), and for the return from main where it ends the process.
 */
void exit_handlers_run(int status);

#endif
