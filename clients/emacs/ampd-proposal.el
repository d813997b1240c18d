;;; ampd-proposal.el --- What a file would be, were it allowed  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The text that a call of `write_file' or `edit_file' would make of its file,
;; from the call's input and the text that ampd has seen.  It changes nothing,
;; and refuses with the reason where it cannot be sure.

;;; Code:

(require 'ampd-editor)
(require 'ampd-json)

(defconst ampd-proposal-tools '("write_file" "edit_file")
  "Tools of ampd's that write the file of their argument `file_path'.")
(defconst ampd-proposal--mask "[REDACTED:"
  "How that begins which ampd shows in the place of a secret.")

(defun ampd-proposal-p (params)
  "Whether PARAMS, of a question, are about a file whose proposed text is known."
  (and (ampd-get params :detail :path)
       (ampd-get params :detail :diff)
       (member (ampd-get params :toolCall :name) ampd-proposal-tools)))

(defun ampd-proposal-text (params)
  "Answer all that the file of PARAMS would have, with line feeds.
Signal `user-error' with the reason where that cannot be told."
  (unless (ampd-proposal-p params)
    (user-error "Only a change by %s can be edited"
                (string-join ampd-proposal-tools " or ")))
  (let* ((base (ampd-proposal-base params))
         (input (ampd-get params :toolCall :input))
         (argument (lambda (key) (ampd-proposal--argument input key (cdr base)))))
    (if (equal (ampd-get params :toolCall :name) "write_file")
        (ampd-proposal--without-mark (funcall argument :content) (cdr base))
      (ampd-proposal--replaced (car base)
                               (funcall argument :old_string)
                               (funcall argument :new_string)
                               (ampd-get input :replace_all)))))

(defun ampd-proposal-base (params)
  "Answer a cons: the text of the file of PARAMS as ampd saw it, and its coding.
Signal `user-error' where it is another now; its buffer counts, if it has one."
  (let ((file (ampd-get params :detail :path))
        (hash (ampd-get params :detail :baseHash)))
    (when (or (file-remote-p file) (string-search ampd-proposal--mask file))
      (user-error "%s cannot be edited here" file))
    (let ((now (ampd-proposal--now file)))
      (unless (equal hash (and now (ampd-proposal--hash now)))
        (user-error "%s is not the text that this change was made for%s" file
                    (if (find-buffer-visiting file) ", in its buffer" "")))
      (or now (cons "" 'utf-8-unix)))))

(defun ampd-proposal--now (file)
  "Answer a cons of the text of FILE and its coding; nil where there is none."
  (let ((buffer (find-buffer-visiting file))
        (is-there (file-exists-p file)))
    (cond ((and buffer (or is-there (> (buffer-size buffer) 0)))
           (cons (ampd-editor-text buffer)
                 (or (buffer-local-value 'buffer-file-coding-system buffer)
                     'utf-8-unix)))
          (is-there
           (with-temp-buffer
             (insert-file-contents file)
             (cons (buffer-string) last-coding-system-used))))))

(defun ampd-proposal--hash (text-and-coding)
  "Answer the SHA-256 of the bytes that TEXT-AND-CODING are in a file, in hex."
  (secure-hash 'sha256 (encode-coding-string (car text-and-coding)
                                             (cdr text-and-coding))))

(defun ampd-proposal--argument (input key coding)
  "Answer the text at KEY of INPUT as it is in a buffer of CODING."
  (let ((text (ampd-get input key)))
    (unless (stringp text)
      (user-error "The call has no text %s" (substring (symbol-name key) 1)))
    (when (string-search ampd-proposal--mask text)
      (user-error "The change has a secret that is not shown; \
it can be allowed or refused, but not edited"))
    (if (eql (coding-system-eol-type coding) 1)
        (string-replace "\r\n" "\n" text)
      text)))

(defun ampd-proposal--without-mark (text coding)
  "Answer TEXT without the byte order mark that CODING writes by itself."
  (if (eq (coding-system-base coding) 'utf-8-with-signature)
      (string-remove-prefix "\ufeff" text)
    text))

(defun ampd-proposal--replaced (text old new is-all)
  "Answer TEXT with OLD replaced by NEW: where it is, or everywhere if IS-ALL."
  (let ((place (and (not (string-empty-p old)) (string-search old text))))
    (cond ((null place)
           (user-error "What the agent wants to replace is not in the file"))
          (is-all (string-replace old new text))
          ((string-search old text (1+ place))
           (user-error "What the agent wants to replace is in the file more than once"))
          (t (concat (substring text 0 place) new
                     (substring text (+ place (length old))))))))

(provide 'ampd-proposal)
;;; ampd-proposal.el ends here
