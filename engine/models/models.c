/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every model the program knows, in the order of engine/meson.build, which writes the list included here. */
#include "engine/models/imb-model.h"

#define ITEM(id) extern const ImbModel imb_model_##id;
#include "engine/models.inc"
#undef ITEM

static const ImbModel *const models[] = {
#define ITEM(id) &imb_model_##id,
#include "engine/models.inc"
#undef ITEM
  NULL,
};

const ImbModel *const *
imb_models (void)
{
  return models;
}
