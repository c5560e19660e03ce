package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;

/**
 * One message, as the steps see it.
 *
 * @param header as it came, with its blank line
 * @param body as it is stored
 */
@SuppressWarnings("ArrayRecordComponent") // a whole header: handed on uncopied, compared by nobody
record Question(Candidate candidate, byte[] header, StoredBody body) {}
