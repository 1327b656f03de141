package sample.clinic.lab;

import org.springframework.beans.factory.FactoryBean;

/**
 * A factory, from the days of XML.
 */
class OpeningHoursFactory implements FactoryBean<OpeningHours> {

	@Override
	public OpeningHours getObject() {
		return new OpeningHours(8, 18);
	}

	@Override
	public Class<?> getObjectType() {
		return OpeningHours.class;
	}

}
