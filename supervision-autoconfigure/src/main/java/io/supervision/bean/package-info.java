/**
 * From bean definitions to components: child specs, child contexts, proxies.
 */
@NullMarked
package io.supervision.bean;

import org.jspecify.annotations.NullMarked;
