package dev.postrider.delivery.admin;

import java.util.Optional;

/**
 * What came of an action.
 *
 * @param changed rows
 * @param busy rows that a worker is at, which were left alone; empty if they were not counted: there is more to do, or the database gave no answer
 * @param unreadable rows whose content nobody understands, so that no report could be written; they are held
 * @param next if there may be more rows to act on: they come after this one
 */
public record ActionResult(int changed, Optional<Long> busy, int unreadable, Optional<Long> next) {
    ActionResult withBusy(long rows) {
        return new ActionResult(changed, Optional.of(rows), unreadable, next);
    }
}
