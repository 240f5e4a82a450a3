bench_objects := main.o
