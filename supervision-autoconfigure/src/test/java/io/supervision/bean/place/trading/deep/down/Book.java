package io.supervision.bean.place.trading.deep.down;

import io.supervision.annotation.Supervised;

@Supervised
public class Book {

}
