/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every sampler the program knows, in the order of engine/meson.build, which writes the list included here. */
#include "engine/samplers/imb-sampler.h"

#define ITEM(id) extern const ImbSampler imb_sampler_##id;
#include "engine/samplers.inc"
#undef ITEM

static const ImbSampler *const samplers[] = {
#define ITEM(id) &imb_sampler_##id,
#include "engine/samplers.inc"
#undef ITEM
  NULL,
};

const ImbSampler *const *
imb_samplers (void)
{
  return samplers;
}

const ImbSampler *
imb_sampler_find (const char *id)
{
  for (guint i = 0; samplers[i] != NULL; i++)
    if (g_str_equal (samplers[i]->base.id, id))
      return samplers[i];
  return NULL;
}
