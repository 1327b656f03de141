/** A group inside another, with a name. */
@SupervisionGroup("prices")
package io.supervision.bean.place.trading.feeds;

import io.supervision.annotation.SupervisionGroup;
