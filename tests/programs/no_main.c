// expect: error
// native: none
#include <pthread.h>
int helper(int x) { return x + 1; }
