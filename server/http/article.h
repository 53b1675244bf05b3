// The demo's host article: one page of our own words, served from an origin of its own, that shows
// the form in a frame as an institute's site would. No patient's data passes here.
#pragma once

#include "app/app.h"
#include "http/exchange.h"

namespace backline {

// `app` must outlive it. Never blocks: what it serves is made beforehand.
Serve serve_article(const App& app);

}  // namespace backline
