// With these values no execution counts, so nothing is verified; --nondet 0..3 finds the error.
// expect: inconclusive
// options: --property unreach-call
// native: none
extern void reach_error(void);
extern int __VERIFIER_nondet_int(void);
void __VERIFIER_assume(int condition)
{
    if (!condition)
        while (1)
            ;
}

int main(void)
{
    int n = __VERIFIER_nondet_int();
    __VERIFIER_assume(n > 2);
    if (n == 3)
        reach_error();
    return 0;
}
