package sample.clinic.billing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set about prices.
 *
 * @param minimum the least an invoice is about, in cents
 * @param weekend what a weekend costs on top, in cents
 * @param seniorFrom the age from which a pet pays less
 */
@ConfigurationProperties("clinic.pricing")
public record Pricing(@DefaultValue("0") long minimum, @DefaultValue("500") long weekend,
		@DefaultValue("10") int seniorFrom) {
}
