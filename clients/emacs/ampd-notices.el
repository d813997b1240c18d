;;; ampd-notices.el --- What ampd says outside a turn  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Messages for the person in front of Emacs: into the chat that they are about,
;; or into the echo area.

;;; Code:

(require 'ampd-rpc)
(require 'ampd-session)
(require 'ampd-transcript)

(ampd-rpc-define-handler display/message (params)
  (ampd-notices--tell params (ampd-get params :text)))

(ampd-rpc-define-handler contribution/fault (params)
  (ampd-notices--tell params (format "%s: %s" (ampd-get params :name)
                                     (ampd-get params :message))))

(defun ampd-notices--tell (params text)
  "Tell TEXT in the chat of the session of PARAMS, or in the echo area."
  (if-let ((buffer (ampd-session-buffer (ampd-get params :sessionId))))
      (with-current-buffer buffer
        (ampd-transcript-note text (and (member (ampd-get params :level)
                                                '("warning" "error"))
                                        'ampd-question)))
    (message "ampd: %s" text)))

(provide 'ampd-notices)
;;; ampd-notices.el ends here
