/** A group of its own. */
@SupervisionGroup(strategy = Strategy.REST_FOR_ONE, intensity = 5)
package io.supervision.bean.place.trading;

import io.supervision.annotation.SupervisionGroup;
import io.supervision.spec.Strategy;
