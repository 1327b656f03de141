package sample.clinic.web;

import java.math.BigDecimal;
import java.text.ParseException;
import java.util.Locale;

import org.springframework.format.Formatter;
import org.springframework.stereotype.Component;

import sample.clinic.billing.Money;

/**
 * Money in requests and answers: 12.50
 */
@Component
class MoneyFormatter implements Formatter<Money> {

	@Override
	public Money parse(String text, Locale locale) throws ParseException {
		try {
			return new Money(new BigDecimal(text).movePointRight(2).longValueExact());
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw new ParseException(text, 0);
		}
	}

	@Override
	public String print(Money money, Locale locale) {
		return BigDecimal.valueOf(money.cents(), 2).toPlainString();
	}

}
