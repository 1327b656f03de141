package sample.clinic.visits;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * A pet comes in.
 *
 * @param chip the number of its chip
 * @param reason why it comes
 */
public record Admission(@NotNull String chip, @NotBlank String reason) {
}
