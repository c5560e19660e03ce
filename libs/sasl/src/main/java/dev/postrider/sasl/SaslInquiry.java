package dev.postrider.sasl;

import java.util.Optional;

/** What the directory is asked, and what the exchange needs to go on with the answer. Shows no secret when printed. */
public sealed interface SaslInquiry {
    /** Is this the password? */
    record Password(String login, String password) implements SaslInquiry {
        @Override
        public String toString() {
            return "Password[login=" + login + "]";
        }
    }

    /** With which salt and how many iterations does this login prove that it knows its password? */
    record ScramParameters(ScramClientFirst clientFirst, String bindingInput) implements SaslInquiry {
        /** Who wants to log in. */
        public String login() {
            return clientFirst.login();
        }
    }

    /**
     * Is this proof right?
     *
     * @param authMessage RFC 5802 s3
     * @param proofBase64 32 octets
     */
    record ScramProof(String login, String authMessage, String proofBase64) implements SaslInquiry {
        @Override
        public String toString() {
            return "ScramProof[login=" + login + "]";
        }
    }

    /**
     * Whose token is this, and is it good?
     *
     * @param login as whom the client wants to log in; empty: as whom the token says
     * @param refusal told to the client if it is not
     */
    record Token(Optional<String> login, String token, String refusal) implements SaslInquiry {
        @Override
        public String toString() {
            return "Token[login=" + login + "]";
        }
    }
}
