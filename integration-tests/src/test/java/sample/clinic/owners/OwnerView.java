package sample.clinic.owners;

import java.util.List;

/**
 * An owner as it is shown.
 *
 * @param id the number
 * @param name the name
 * @param city where the owner lives
 * @param pets the names of the pets
 */
public record OwnerView(long id, String name, String city, List<String> pets) {
}
