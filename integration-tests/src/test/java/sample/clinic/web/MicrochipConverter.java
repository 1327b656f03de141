package sample.clinic.web;

import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

import sample.clinic.owners.Microchip;

/**
 * Reads chips as people write them, with spaces.
 */
@Component
class MicrochipConverter implements Converter<String, Microchip> {

	@Override
	public Microchip convert(String text) {
		return new Microchip(text.replace(" ", ""));
	}

}
