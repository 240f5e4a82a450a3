/* Peterson, 2 tasks x 2 entries. */
#define ENTRIES 2
#include "../../models/peterson.c"
