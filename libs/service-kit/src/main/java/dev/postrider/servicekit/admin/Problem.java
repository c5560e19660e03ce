package dev.postrider.servicekit.admin;

import java.util.List;

/**
 * Why a request was not carried out, RFC 9457.
 *
 * @param detail what is wrong here, and what to do about it
 * @param errors one per wrong field; empty if it is not about fields
 */
public record Problem(Kind kind, String detail, List<FieldError> errors) {
    public Problem(Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }

    /**
     * @param field name of the field or parameter, with an index in a list: {@code targets[2]}
     * @param detail what is allowed
     */
    public record FieldError(String field, String detail) {}

    /** The types of problems. The type's URI is {@code urn:postrider:problem:} and the name in lower case with hyphens. */
    public enum Kind {
        MALFORMED_REQUEST(400, "The request cannot be read"),
        UNAUTHORIZED(401, "A valid token is needed"),
        NOT_FOUND(404, "There is no such thing"),
        METHOD_NOT_ALLOWED(405, "This cannot be done with it"),
        CONFLICT(409, "Something else is in the way"),
        ALREADY_EXISTS(412, "It exists already"),
        BODY_TOO_LARGE(413, "The body is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON"),
        INVALID_FIELDS(422, "Some fields are not valid"),
        INTERNAL_ERROR(500, "The service failed"),
        OVERLOADED(503, "The service is busy"),
        UNAVAILABLE(503, "The database does not answer");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        public int status() {
            return status;
        }

        public String title() {
            return title;
        }
    }
}
