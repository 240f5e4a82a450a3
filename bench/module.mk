bench_objects := main.o bench_sample.o bench_liveness.o
bench_objects += bench_switch.o bench_operations.o bench_store.o bench_strategies.o
