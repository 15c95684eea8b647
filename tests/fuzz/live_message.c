/* What a stranger may say on the live socket. */
#include "live/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena *a = arena_new(4096);
  struct message m;
  struct err e = {0};
  if (message_read(a, (str){(const char *)data, size}, &m, &e)) {
    for (size_t i = 0; i < m.nsubs; i++) {
      char id[LIVE_ID_TEXT], at[LIVE_AT_TEXT];
      struct live_id again;
      if (!m.subs[i].company && !live_id_read(live_id_text(&m.subs[i].stream, id), &again)) __builtin_trap();
      (void)live_at_text(m.subs[i].from, at);
    }
  } else if (e.code == ERR_NONE) {
    __builtin_trap();
  }
  arena_free(a);
  return 0;
}
