;;; ampd-profile.el --- Sessions of a profile of one's choice  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Lists the profiles that ampd finds for a directory, and begins a session
;; with one of them.

;;; Code:

(require 'ampd-configure)
(require 'ampd-open)

;;;###autoload
(defun ampd-new-by-profile ()
  "Begin a session with a profile of your choice."
  (interactive)
  (let ((cwd (ampd-session-project)))
    (ampd-server-request
     (ampd-method profile/list) `(:cwd ,cwd)
     (lambda (result)
       (ampd-configure-later #'ampd-profile--choose
                              (ampd-get result :profiles) cwd))
     #'ampd-profile--tell)))

(defun ampd-profile--choose (profiles cwd)
  "Let the user choose one of PROFILES for a session in CWD."
  (let ((rows (seq-map (lambda (profile)
                         (cons (ampd-get profile :name)
                               (or (ampd-get profile :problem)
                                   (ampd-get profile :description))))
                       profiles)))
    (pop-to-buffer (ampd-open-new cwd (ampd-configure-choose "Profile: " rows)))))

(defun ampd-profile--tell (failure)
  "Tell FAILURE outside a chat."
  (message "ampd: %s" (ampd-server-error-text failure)))

(provide 'ampd-profile)
;;; ampd-profile.el ends here
