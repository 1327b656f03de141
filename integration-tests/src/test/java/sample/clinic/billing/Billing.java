package sample.clinic.billing;

import java.time.DayOfWeek;

import sample.clinic.owners.Pet;

/**
 * Invoices.
 */
public interface Billing {

	long invoice(long visit, Pet pet, DayOfWeek day);

	InvoiceView find(long number);

}
