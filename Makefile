# SPDX-License-Identifier: MIT
# heddle: make [MODE=release|debug|asan|hard] [all|check|bench|install|uninstall|clean]

MODE ?= release
B := build/$(MODE)

CC      ?= cc
AR      ?= ar
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Wvla -Werror
COMMON  := -std=gnu11 -g -fno-strict-aliasing -fno-omit-frame-pointer -D_GNU_SOURCE -I. $(WARN)

FLAGS_release := -O2 -fomit-frame-pointer
FLAGS_debug   := -O0
FLAGS_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -DHEDDLE_ASAN
FLAGS_hard    := -O1 -DHEDDLE_HARD

CFLAGS_ALL := $(COMMON) $(FLAGS_$(MODE)) $(CFLAGS)
LIBS       := -lcjson -ldw -lelf -lm -ldl -lpthread

ROOMS := base sim scheduler traces checker cli
include $(ROOMS:%=%/module.mk)

OBJECTS := $(foreach room,$(ROOMS),$($(room)_objects:%=$(B)/$(room)/%))

all: $(B)/heddle

$(B)/heddle: $(OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(B)/%.o: %.S
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

clean:
	rm -rf build

.PHONY: all clean
-include $(OBJECTS:.o=.d)
