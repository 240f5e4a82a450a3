// expect: unsupported
// native: compiles
#include <unistd.h>
#include <stdio.h>
int main(void)
{
    while (1) {
        if (fork() == 0)
            printf("boom\n");
    }
}
