// Characters, lines, blocks and pushing back.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    int c = getchar();
    printf("%c", c);
    ungetc('!', stdin);
    int first = getchar(), second = getc(stdin);
    printf("%c%c\n", first, second);
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    n = getline(&line, &room, stdin);
    printf("%zd [%s]\n", n, line);
    n = getdelim(&line, &room, ';', stdin);
    printf("%zd [%s]\n", n, line);
    char block[8] = "";
    size_t got = fread(block, 2, 3, stdin);
    printf("%zu [%.6s]\n", got, block);
    while ((n = getline(&line, &room, stdin)) != -1)
        printf("%zd %s", n, line);
    printf("end %d\n", feof(stdin) != 0);
    clearerr(stdin);
    printf("%d\n", feof(stdin) != 0);
    printf("%zd\n", read(0, block, sizeof block));
    free(line);
    return 0;
}
