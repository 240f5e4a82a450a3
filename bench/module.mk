bench_objects := main.o bench_sample.o
