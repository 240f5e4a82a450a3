// The same with the exact end of a POSIX process: tasks that are not done are simply gone.
// expect: verified|inconclusive
// options: --engine sample --executions 100 --main-exit process
// native: compiles
#include "main_returns.c"
