package io.supervision.bean.place.trading.feeds;

import io.supervision.annotation.Supervised;

@Supervised
public class PriceFeed {

}
