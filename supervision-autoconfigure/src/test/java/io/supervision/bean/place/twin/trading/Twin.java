package io.supervision.bean.place.twin.trading;

import io.supervision.annotation.Supervised;

@Supervised
public class Twin {

}
