// Takes memory until there is none: heddle does not follow it there, and says so.
// expect: unsupported
// native: compiles
#include <stdlib.h>
int main()
{
    while (malloc(1 << 20))
        ;
    return 0;
}
