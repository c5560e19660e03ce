/**
 * The operator's view of deferred mail: what waits where and why, and what an operator may do about it. Any worker answers for the whole queue,
 * since it is in PostgreSQL.
 *
 * <p>Rules that hold: a row that a worker is at is never touched, it is counted as busy; what ends a message's way without a report is said to
 * {@code mail.events}; the API answers when the database has committed.
 *
 * <p>Values stand here, the SQL in {@code delivery.adapter}, {@code net} has the HTTP.
 */
@NullMarked
package dev.postrider.delivery.admin;

import org.jspecify.annotations.NullMarked;
