/* SPDX-License-Identifier: Apache-2.0 */
/* Benchmarks, by hand and never as tests: what they mean is in docs/speed.md. To add one: a file
 * bench_x.c, its function in bench.h, a row here, a paragraph there. */
#include "base/i18n.h"
#include "cmd/bench.h"
#include "cmd/commands.h"

static const TpOption contacts_options[] = {
    {"contacts", "N", FALSE, N_ ("how many contacts; default 1000000, 800000 for scale")},
    {NULL    },
};

const TpCommand tp_commands_dev_bench[] = {
    {"dev bench import",                                                                          "[--contacts N]",
     N_ ("import a file, beside a bare loop that writes the same; with --database an empty one"),
     contacts_options, 0, 0, tp_bench_import},
    {"dev bench tag", "[--contacts N]", N_ ("set a tag on all contacts"), contacts_options, 0, 0,
     tp_bench_tag},
    {"dev bench page",                                                                                          "[--contacts N]", N_ ("read pages of contacts with their tags"),
     contacts_options, 0, 0, tp_bench_page},
    {"dev bench scale",                                                                            "[--contacts N]",
     N_ ("what each doubling of the contacts costs in time and memory"), contacts_options, 0, 0,
     tp_bench_scale},
    {"dev bench feed",                                                                             "", N_ ("how soon a follower sees what sixteen writers commit"), NULL, 0, 0,
     tp_bench_feed},
    {NULL                                                          },
};
