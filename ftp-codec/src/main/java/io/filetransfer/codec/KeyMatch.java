package io.filetransfer.codec;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether two keys are a pair: a certificate with the key of another one is found out before anybody connects. */
public final class KeyMatch {
    private static final byte[] MESSAGE = {1, 2, 3};

    private KeyMatch() {}

    /** Whether what the one signs is what the other vouches for. */
    public static boolean isPair(PublicKey vouched, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(MESSAGE);
            byte[] signed = signature.sign();
            signature.initVerify(vouched);
            signature.update(MESSAGE);
            return signature.verify(signed);
        } catch (GeneralSecurityException notOfOneKind) {
            return false;
        }
    }
}
