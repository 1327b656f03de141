/** A group whose name is the same as another's. */
@SupervisionGroup
package io.supervision.bean.place.twin.trading;

import io.supervision.annotation.SupervisionGroup;
