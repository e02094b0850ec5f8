/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long something took the program itself: on a machine where others work, too, less than the clock says. */
#pragma once

#include <glib.h>
#include <time.h>

typedef struct
{
  gint64 clock_us;
  gint64 own_us; /* of all threads together */
} OwnTime;

static inline OwnTime
own_time_now (void)
{
  struct timespec own;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &own);
  return (OwnTime){ g_get_monotonic_time (), (gint64) own.tv_sec * 1000000 + own.tv_nsec / 1000 };
}

/* Microseconds between the two: by the clock, or what the program's threads worked if that is less. */
static inline gint64
own_time_between (OwnTime begin,
                  OwnTime end)
{
  return MIN (end.clock_us - begin.clock_us, end.own_us - begin.own_us);
}
