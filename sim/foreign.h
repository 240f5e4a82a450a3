/* SPDX-License-Identifier: MIT */
/* What lies outside of the world: heddle itself, its libraries, and nothing at all. */
#ifndef SIM_FOREIGN_H
#define SIM_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

/** Notes where heddle and its libraries keep their constants; once they are all loaded. */
void foreign_look(void);

/** May heddle, its heap or its libraries have something here in one process and not in another? */
bool foreign_moves(uint64_t addr);

/**
 * May the program read here?  It may read the constants of the C library, which some functions return
 * (strerror).  Where there is no memory the answer is yes as well: the processor tells that better.  It
 * is no for the variables of heddle and its libraries, to which only a wild pointer leads.
 */
bool foreign_may_be_read(uint64_t addr);

#endif
