package dev.postrider.delivery.admin;

/**
 * What came of an action.
 *
 * @param changed rows
 * @param busy rows that a worker is at, which were left alone
 * @param unreadable rows whose content nobody understands, so that no report could be written; they are held
 * @param more whether there may be more rows to act on
 */
public record ActionResult(int changed, long busy, int unreadable, boolean more) {
    ActionResult withBusy(long rows) {
        return new ActionResult(changed, rows, unreadable, more);
    }
}
