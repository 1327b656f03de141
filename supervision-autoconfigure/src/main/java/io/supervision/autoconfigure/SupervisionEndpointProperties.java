package io.supervision.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much the endpoint shows.
 *
 * @param showDetails when to show messages and stacks
 * @param roles roles that are shown them when authorized; empty for everybody who is
 * authenticated
 */
@ConfigurationProperties("management.endpoint.supervision")
record SupervisionEndpointProperties(@DefaultValue("when-authorized") Show showDetails,
		@DefaultValue Set<String> roles) {
}
