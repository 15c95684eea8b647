/* The text that Prometheus reads. */
#include "ops/metrics.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
// cmocka.h wants the headers above first
#include <cmocka.h>

static void counts_by_route_class_and_time(void **state) {
  (void)state;
  struct metrics *m = metrics_new();
  struct arena *a = arena_new(4096);
  metrics_count(m, STR("GET /api/leads"), 200, 700);
  metrics_count(m, STR("GET /api/leads"), 404, 3000);
  metrics_count(m, STR("GET /api/leads"), 200, 9000000);
  metrics_count(m, STR("odd\"\\\nname"), 500, 10);
  metrics_count(m, STR_NONE, 400, 10);
  const char *text = str_z(a, metrics_text(m, a));
  static const char *const lines[] = {"hansa_build_info{version=\"" HANSA_VERSION "\"} 1\n",
                                      "hansa_http_requests_total{route=\"GET /api/leads\",status=\"2xx\"} 2\n",
                                      "hansa_http_requests_total{route=\"GET /api/leads\",status=\"4xx\"} 1\n",
                                      "hansa_http_request_seconds_bucket{route=\"GET /api/leads\",le=\"0.001\"} 1\n",
                                      "hansa_http_request_seconds_bucket{route=\"GET /api/leads\",le=\"0.005\"} 2\n",
                                      "hansa_http_request_seconds_bucket{route=\"GET /api/leads\",le=\"5\"} 2\n",
                                      "hansa_http_request_seconds_bucket{route=\"GET /api/leads\",le=\"+Inf\"} 3\n",
                                      "hansa_http_request_seconds_sum{route=\"GET /api/leads\"} 9.003700\n",
                                      "hansa_http_request_seconds_count{route=\"GET /api/leads\"} 3\n",
                                      "{route=\"odd\\\"\\\\\\nname\",status=\"5xx\"} 1\n",
                                      "{route=\"other\",status=\"4xx\"} 1\n"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    if (!strstr(text, lines[i])) fail_msg("no %s", lines[i]);
  assert_null(strstr(text, "process_open_fds 0\n"));
  assert_null(strstr(text, "process_resident_memory_bytes 0\n"));
  arena_free(a);
  metrics_free(m);
}

static void is_bounded(void **state) {
  (void)state;
  struct metrics *m = metrics_new();
  struct arena *a = arena_new(4096);
  for (int i = 0; i < 5000; i++) {
    char name[32];
    int n = snprintf(name, sizeof name, "route %d", i);
    metrics_count(m, (str){name, (size_t)n}, 200, 1);
  }
  assert_true(metrics_text(m, a).n < 2000000);
  arena_free(a);
  metrics_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(counts_by_route_class_and_time), cmocka_unit_test(is_bounded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
