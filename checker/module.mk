checker_objects := check.o execution.o search.o verdict.o violations.o receipt.o verdict_json.o
checker_objects += confirm.o shorten.o guide.o
checker_objects += engines/registry.o engines/automatic.o engines/sample.o
checker_objects += engines/brute.o engines/brute_engine.o
checker_objects += properties/registry.o properties/stuck.o properties/wait_graph.o
checker_objects += properties/wait_words.o properties/leak.o
checker_hot := execution.o
