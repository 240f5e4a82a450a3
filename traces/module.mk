traces_objects := trace.o intern.o utf8.o compare.o
traces_objects += recorder.o recorder_names.o
traces_objects += json.o json_scan.o json_reader.o json_read.o json_write.o json_file.o
traces_objects += text.o text_page.o text_table.o
